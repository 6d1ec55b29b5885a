# data/yara/*.yar -> generated/yara_rules.cc: our own rules travel inside the program.

# culprit_yara(OUT): the generated source.
function(culprit_yara out)
  file(GLOB rules CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/data/yara/*.yar")
  list(SORT rules)
  set(items "")
  foreach(rule IN LISTS rules)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${rule}")
    get_filename_component(name "${rule}" NAME)
    file(READ "${rule}" text)
    string(APPEND items "      {\"${name}\", R\"yar(${text})yar\"},\n")
  endforeach()
  set(generated "${CMAKE_BINARY_DIR}/generated/yara_rules.cc")
  file(CONFIGURE OUTPUT "${generated}" @ONLY CONTENT "// Written by cmake/Yara.cmake from data/yara; do not edit.
#include \"host/yara.h\"

namespace culprit::host {
std::vector<BuiltinRules> builtin_rules() {
  return {
@items@  };
}
}  // namespace culprit::host
")
  set(${out} "${generated}" PARENT_SCOPE)
endfunction()
