# How every file is compiled: the target culprit_options.

add_library(culprit_options INTERFACE)

target_compile_definitions(culprit_options INTERFACE CULPRIT_VERSION="${PROJECT_VERSION}")
# g++ has the word; clang, the second compiler, is kept from asking for more: its -Wconversion brings -Wsign-conversion along,
# its -Wshadow takes parameters of friend functions for shadows of the fields, and std::stable_sort of libstdc++ 12 calls
# what is deprecated.
# Plug-ins name the fields they set ({.id = ..., .run = ...}); the rest has defaults and is left out on purpose.
target_compile_options(culprit_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wno-missing-field-initializers
  $<$<CXX_COMPILER_ID:GNU>:-Wshadow> $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion -Wno-deprecated-declarations>)

# A warning is an error with the compilers that this project is tested with; a newer one may warn about more.
if((CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    OR (CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION MATCHES "^19\\."))
  target_compile_options(culprit_options INTERFACE -Werror)
endif()

set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

if(NOT CULPRIT_PURE_ONLY)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  target_link_options(culprit_options INTERFACE -pie -Wl,-z,relro,-z,now)
endif()

# culprit reads what attackers wrote: the cheap safety nets stay on in the release.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT CULPRIT_PURE_ONLY)
  target_compile_options(culprit_options INTERFACE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_definitions(culprit_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()

if(CULPRIT_SANITIZE)
  # vptr needs run-time type information, which the pure rooms do without.
  set(sanitize -fsanitize=${CULPRIT_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_compile_options(culprit_options INTERFACE ${sanitize})
  target_link_options(culprit_options INTERFACE ${sanitize})
endif()
if(CULPRIT_FUZZ)
  target_compile_options(culprit_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(CULPRIT_LTO)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()
