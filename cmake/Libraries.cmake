# Shared libraries that culprit opens by itself when a run needs them (src/host/library.h), instead of being linked to them.

# culprit_borrow(TARGET NAME...): CULPRIT_LIB<NAME> is what the library's compatible versions are called, such as "libyara.so.9".
function(culprit_borrow target)
  foreach(name IN LISTS ARGN)
    string(TOUPPER "CULPRIT_LIB${name}" symbol)
    find_library(${symbol}_FILE ${name} REQUIRED)
    execute_process(COMMAND "${CMAKE_READELF}" -d "${${symbol}_FILE}" OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
    if(NOT dynamic MATCHES "soname: \\[([^]]+)\\]")
      message(FATAL_ERROR "${${symbol}_FILE} is not a shared library with a name.")
    endif()
    target_compile_definitions(${target} PUBLIC ${symbol}="${CMAKE_MATCH_1}")
  endforeach()
endfunction()
