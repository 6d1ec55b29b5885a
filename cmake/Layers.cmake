# src/LAYERS names the rooms (the folders of src/) and their kind: pure, host or wasm.
# scripts/check_layers.py reads the same file and checks who includes whom.

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/LAYERS")

# culprit_rooms(KIND OUT): the rooms of one kind that exist, in the order of src/LAYERS.
function(culprit_rooms kind out)
  file(STRINGS "${CMAKE_SOURCE_DIR}/src/LAYERS" lines REGEX "^${kind} ")
  set(rooms "")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "\\(.*\\)" "" line "${line}")
    separate_arguments(words UNIX_COMMAND "${line}")
    list(REMOVE_AT words 0)
    foreach(room IN LISTS words)
      if(IS_DIRECTORY "${CMAKE_SOURCE_DIR}/src/${room}")
        list(APPEND rooms ${room})
      endif()
    endforeach()
  endforeach()
  set(${out} "${rooms}" PARENT_SCOPE)
endfunction()

# culprit_sources(OUT ROOM...): the files of these rooms that are neither tests nor fuzz targets.
function(culprit_sources out)
  set(found "")
  foreach(room IN LISTS ARGN)
    file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${room}/*.cc")
    list(FILTER files EXCLUDE REGEX "_(test|fuzz)\\.cc$")
    list(APPEND found ${files})
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()
