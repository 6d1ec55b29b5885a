# data/**/*.toml and *.po -> generated/data.cc, written by the build-time program tools/compile_data.cc.
# A build that cannot run its own programs (WebAssembly, Windows) names the program of another: CULPRIT_COMPILE_DATA.

# culprit_data(OUT): the generated source, or nothing while there is no tools/compile_data.cc.
function(culprit_data out)
  set(${out} "" PARENT_SCOPE)
  if(NOT EXISTS "${CMAKE_SOURCE_DIR}/tools/compile_data.cc")
    return()
  endif()
  # Named from the root of the sources: so a mistake is told as data/traffic/x.toml:3, wherever the checkout is.
  file(GLOB_RECURSE tables RELATIVE "${CMAKE_SOURCE_DIR}" CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/data/*.toml" "${CMAKE_SOURCE_DIR}/data/*.po")
  list(SORT tables)

  if(CULPRIT_COMPILE_DATA)
    set(compile_data "${CULPRIT_COMPILE_DATA}")
  else()
    find_package(PkgConfig REQUIRED)
    pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
    add_executable(compile_data "${CMAKE_SOURCE_DIR}/tools/compile_data.cc" "${CMAKE_SOURCE_DIR}/tools/po.cc")
    target_include_directories(compile_data PRIVATE "${CMAKE_SOURCE_DIR}/src")
    target_link_libraries(compile_data PRIVATE culprit_options PkgConfig::tomlplusplus)
    set(compile_data compile_data)
  endif()

  set(generated "${CMAKE_BINARY_DIR}/generated/data.cc")
  list(TRANSFORM tables PREPEND "${CMAKE_SOURCE_DIR}/" OUTPUT_VARIABLE files)
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND ${compile_data} "${generated}" ${tables}
    DEPENDS ${compile_data} ${files}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
    COMMENT "compiling data/"
    VERBATIM)
  set(${out} "${generated}" PARENT_SCOPE)
endfunction()
