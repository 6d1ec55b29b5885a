# src/**/NAME_fuzz.cc defines LLVMFuzzerTestOneInput. With CULPRIT_FUZZ it becomes fuzz_NAME, driven by libFuzzer;
# otherwise replay_NAME, which reads the kept inputs once and is a test.

file(GLOB_RECURSE fuzz_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/*_fuzz.cc")

foreach(source IN LISTS fuzz_sources)
  get_filename_component(name "${source}" NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" name "${name}")
  if(CULPRIT_FUZZ)
    add_executable(fuzz_${name} "${source}")
    target_link_libraries(fuzz_${name} PRIVATE culprit_host)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    continue()
  endif()

  add_executable(replay_${name} "${source}" "${CMAKE_SOURCE_DIR}/fuzz/replay_main.cc")
  target_link_libraries(replay_${name} PRIVATE culprit_host)
  file(GLOB inputs CONFIGURE_DEPENDS
    "${CMAKE_SOURCE_DIR}/fuzz/corpus/${name}/*" "${CMAKE_SOURCE_DIR}/fuzz/crashes/${name}/*")
  if(inputs)
    add_test(NAME replay-${name} COMMAND replay_${name} fuzz/corpus/${name} fuzz/crashes/${name}
      WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    set_tests_properties(replay-${name} PROPERTIES TIMEOUT 300)
  endif()
endforeach()
