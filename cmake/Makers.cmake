# The IEEE's registry of network card makers -> generated/makers.cc, written by the build-time program tools/compile_makers.cc.
# A build that cannot run its own programs names that of another, as for data/: CULPRIT_COMPILE_MAKERS.

# culprit_makers(OUT): the generated source.
function(culprit_makers out)
  set(folder /usr/share/ieee-data)
  set(files "")
  foreach(name oui mam oui36 iab)
    if(EXISTS "${folder}/${name}.csv")
      list(APPEND files "${folder}/${name}.csv")
    endif()
  endforeach()
  if(NOT files)
    message(STATUS "ieee-data is not installed: makers of network cards will not be named")
  endif()
  if(CULPRIT_COMPILE_MAKERS)
    set(compile_makers "${CULPRIT_COMPILE_MAKERS}")
  else()
    add_executable(compile_makers "${CMAKE_SOURCE_DIR}/tools/compile_makers.cc")
    target_link_libraries(compile_makers PRIVATE culprit_options)
    set(compile_makers compile_makers)
  endif()
  set(generated "${CMAKE_BINARY_DIR}/generated/makers.cc")
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND ${compile_makers} "${generated}" ${files}
    DEPENDS ${compile_makers} ${files}
    COMMENT "compiling the registry of network card makers"
    VERBATIM)
  set(${out} "${generated}" PARENT_SCOPE)
endfunction()
