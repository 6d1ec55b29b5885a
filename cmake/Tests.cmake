# culprit_tests: every src/**/*_test.cc and tests/*.cc in one program; and the checks of the source tree itself.

find_package(GTest REQUIRED)
find_program(PYTHON NAMES python3 REQUIRED)

file(GLOB_RECURSE test_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/*_test.cc")
file(GLOB more_test_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/*.cc")
list(APPEND test_sources ${more_test_sources})

if(test_sources)
  add_executable(culprit_tests ${test_sources})
  target_link_libraries(culprit_tests PRIVATE culprit_cli GTest::gtest GTest::gtest_main archive ssl crypto) # tests write archives, and speak TLS
  target_compile_definitions(culprit_tests PRIVATE CULPRIT_SOURCE_DIR="${CMAKE_SOURCE_DIR}")

  # One process per test would spend its time starting; one process for all would lose all to one crash.
  set(shards 8)
  foreach(number RANGE 1 ${shards})
    math(EXPR index "${number} - 1")
    add_test(NAME unit-${number} COMMAND culprit_tests WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    set_tests_properties(unit-${number} PROPERTIES TIMEOUT 300
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${shards};GTEST_SHARD_INDEX=${index}")
  endforeach()
endif()

function(culprit_check name)
  add_test(NAME ${name} COMMAND "${PYTHON}" ${ARGN} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
endfunction()
culprit_check(layers scripts/check_layers.py)
culprit_check(plugins-documented scripts/check_plugins.py)
culprit_check(words-complete scripts/words.py)
culprit_check(checks-can-fail scripts/checks_test.py)
