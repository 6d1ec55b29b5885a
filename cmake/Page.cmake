# The style and the scripts of the HTML report -> generated/page_assets.cc: they travel inside the program, each with its
# SHA-256, by which the page's own policy (CSP) lets them run and nothing else.

# culprit_page(OUT): the generated source.
function(culprit_page out)
  set(items "")
  foreach(asset IN ITEMS data/page/report.css data/page/report.js vendor/uplot/uPlot.min.css vendor/uplot/uPlot.iife.min.js)
    set(file "${CMAKE_SOURCE_DIR}/${asset}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" text)
    file(SHA256 "${file}" hash)
    string(APPEND items "    {\"${name}\", \"${hash}\", R\"asset(${text})asset\"},\n")
  endforeach()
  set(generated "${CMAKE_BINARY_DIR}/generated/page_assets.cc")
  file(CONFIGURE OUTPUT "${generated}" @ONLY CONTENT "// Written by cmake/Page.cmake from data/page and vendor/uplot; do not edit.
#include \"report/page_assets.h\"

namespace culprit::report {
namespace {
constexpr Asset kAssets[] = {
@items@};
}  // namespace

std::span<const Asset> page_assets() { return kAssets; }
}  // namespace culprit::report
")
  set(${out} "${generated}" PARENT_SCOPE)
endfunction()
