# Clients by others against the local Hub. Each installs its client on first use and is skipped,
# saying so, where no package registry answers.
if(TARGET hubnaut-localhub)
    foreach(client py036 py1 py2 js)
        add_test(NAME interop_hub_${client} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/interop/run ${client} test_hub
            $<TARGET_FILE:hubnaut-localhub>)
        set_tests_properties(interop_hub_${client} PROPERTIES LABELS interop SKIP_RETURN_CODE 77 TIMEOUT 600)
    endforeach()
endif()
