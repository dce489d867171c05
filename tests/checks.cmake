# Checks on the source itself, and on packaging/ with stand-ins for what it calls, run with the tests.
foreach(check tree format packaging rows)
    add_test(NAME check_${check} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/checks/${check})
    set_tests_properties(check_${check} PROPERTIES LABELS check TIMEOUT 120)
endforeach()
# Both use one build folder, one after the other: about ten minutes and two on two cores.
foreach(check tidy clazy)
    add_test(NAME check_${check} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/checks/${check} ${CMAKE_SOURCE_DIR}/build/tidy)
    set_tests_properties(check_${check} PROPERTIES LABELS check TIMEOUT 3000 RUN_SERIAL ON)
endforeach()
