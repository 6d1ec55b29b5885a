# A plug-in is one file that defines one constant named like the file. A .cc with a .h of the same name is no plug-in,
# it is part of the room. The list of a room's plug-ins is written here, as the function all() of its namespace.
# (Objects that register themselves would be dropped by the linker: nobody refers to them.)

set(plugin_sources "")

# culprit_plugins(ROOM TYPE): src/ROOM/*.cc -> generated/plugins/ROOM.cc, appended to plugin_sources.
function(culprit_plugins room type)
  string(TOLOWER "${type}" door)
  set(folder "${CMAKE_SOURCE_DIR}/src/${room}")
  file(GLOB files CONFIGURE_DEPENDS "${folder}/*.cc")
  list(FILTER files EXCLUDE REGEX "_(test|fuzz)\\.cc$")
  list(SORT files)

  set(names "")
  foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME_WE)
    if(EXISTS "${folder}/${name}.h")
      continue()
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    file(READ "${file}" text)
    string(FIND "${text}" "const ${type} ${name}{" at)
    if(at EQUAL -1)
      message(FATAL_ERROR
        "src/${room}/${name}.cc is a plug-in (it has no ${name}.h), so it must define the constant named like the file: "
        "\"extern const ${type} ${name}{...};\" was not found in it.")
    endif()
    list(APPEND names ${name})
  endforeach()

  if(NOT EXISTS "${folder}/${door}.h")
    if(names)
      message(FATAL_ERROR "src/${room} has plug-ins (${names}) but no ${door}.h that declares ${type} and all().")
    endif()
    return()
  endif()

  set(declarations "")
  set(entries "")
  foreach(name IN LISTS names)
    string(APPEND declarations "extern const ${type} ${name};\n")
    string(APPEND entries "      &${name},\n")
  endforeach()
  if(names)
    set(body "  static constexpr const ${type}* list[] = {\n${entries}  };\n  return list;\n")
  else()
    set(body "  return {};\n")
  endif()
  set(out "${CMAKE_BINARY_DIR}/generated/plugins/${room}.cc")
  file(CONFIGURE OUTPUT "${out}" @ONLY CONTENT "// Written by cmake/Plugins.cmake from the files of src/${room}; do not edit.
#include \"${room}/${door}.h\"

#include <span>

namespace culprit::${room} {
${declarations}
std::span<const ${type}* const> all() {
${body}}
}  // namespace culprit::${room}
")
  set(plugin_sources ${plugin_sources} "${out}" PARENT_SCOPE)
endfunction()
