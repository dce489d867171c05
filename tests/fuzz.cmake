# The fuzzers have a build of their own (preset "fuzz", clang), which this test makes before it runs
# each of them for HUBNAUT_FUZZ_SECONDS, 10 when not said: packaging/test -L fuzz.
if(NOT HUBNAUT_FUZZ AND NOT HUBNAUT_SANITIZER)
    add_test(NAME fuzzers COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/run)
    set_tests_properties(fuzzers PROPERTIES LABELS fuzz TIMEOUT 3600 RUN_SERIAL ON)
endif()
