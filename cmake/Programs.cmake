# Everything that runs on an operating system: the host rooms, the program culprit, tests, fuzz targets, install rules.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)

include(Libraries)
include(Yara)
culprit_yara(yara_source)

# cli is split: all of it but main() is a library, so that tests can link it.
set(library_rooms ${host_rooms})
list(REMOVE_ITEM library_rooms cli)
culprit_sources(host_sources ${library_rooms})
culprit_sources(cli_sources cli)
set(main_source "${CMAKE_SOURCE_DIR}/src/cli/main.cc")
list(REMOVE_ITEM cli_sources "${main_source}")

add_library(culprit_host STATIC ${host_sources} ${yara_source} "${CMAKE_SOURCE_DIR}/cmake/empty.cc")
target_link_libraries(culprit_host PUBLIC culprit_pure ZLIB::ZLIB PkgConfig::zstd Threads::Threads
  ${CMAKE_DL_LIBS})
culprit_borrow(culprit_host yara archive crypto crypt ndpi maxminddb pcap)

add_library(culprit_cli STATIC ${cli_sources} "${CMAKE_SOURCE_DIR}/cmake/empty.cc")
target_link_libraries(culprit_cli PUBLIC culprit_host CLI11::CLI11)

if(EXISTS "${main_source}")
  add_executable(culprit "${main_source}")
  target_link_libraries(culprit PRIVATE culprit_cli)
  if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Binding some thousand functions of the C++ library at each start would take a fifth of a small capture's time.
    target_link_options(culprit PRIVATE -static-libstdc++ -static-libgcc)
  endif()
  install(TARGETS culprit RUNTIME)
endif()
if(EXISTS "${CMAKE_SOURCE_DIR}/docs/culprit.1")
  install(FILES "${CMAKE_SOURCE_DIR}/docs/culprit.1" TYPE MAN RENAME man1/culprit.1)
endif()
if(EXISTS "${CMAKE_SOURCE_DIR}/completions/culprit.bash")
  install(FILES "${CMAKE_SOURCE_DIR}/completions/culprit.bash" DESTINATION share/bash-completion/completions RENAME culprit)
endif()

enable_testing()
if(EXISTS "${CMAKE_SOURCE_DIR}/tests/generate/CMakeLists.txt")
  # ./run asks for them by name; sanitized builds do not need them
  add_subdirectory(tests/generate EXCLUDE_FROM_ALL)
  add_subdirectory(tests/evaluate EXCLUDE_FROM_ALL)
endif()
# Compared with tshark by tests/differential.
add_executable(culprit-dissect EXCLUDE_FROM_ALL "${CMAKE_SOURCE_DIR}/tests/differential/dissect.cc")
target_link_libraries(culprit-dissect PRIVATE culprit_host)
if(CULPRIT_TESTS)
  include(Tests)
endif()
if(CULPRIT_TESTS OR CULPRIT_FUZZ)
  include(Fuzz)
endif()

# Built when ./run bench asks for them: bench-walk needs libpcap, which culprit itself does not.
add_executable(bench-walk EXCLUDE_FROM_ALL "${CMAKE_SOURCE_DIR}/bench/walk.cc")
target_link_libraries(bench-walk PRIVATE culprit_options pcap)
add_executable(bench-measure EXCLUDE_FROM_ALL "${CMAKE_SOURCE_DIR}/bench/measure.cc")
target_link_libraries(bench-measure PRIVATE culprit_options)
add_executable(bench-access-log EXCLUDE_FROM_ALL "${CMAKE_SOURCE_DIR}/bench/access_log.cc")
target_link_libraries(bench-access-log PRIVATE culprit_pure)
