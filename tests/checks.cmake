# Checks on the source itself, run with the tests.
foreach(check tree format)
    add_test(NAME check_${check} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/checks/${check})
    set_tests_properties(check_${check} PROPERTIES LABELS check TIMEOUT 120)
endforeach()
add_test(NAME check_tidy COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/checks/tidy ${CMAKE_SOURCE_DIR}/build/tidy)
set_tests_properties(check_tidy PROPERTIES LABELS check TIMEOUT 3000 RUN_SERIAL ON)
