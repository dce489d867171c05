# Clients by others against the local Hub and against our cache. Each installs its client on first
# use and is skipped, saying so, where no package registry answers.
function(hubnaut_interop client suite)
    add_test(NAME interop_${suite}_${client} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/interop/run ${client} test_${suite}
        $<TARGET_FILE:hubnaut-localhub> ${CMAKE_CURRENT_BINARY_DIR}/hubnaut-fetch-test)
    set_tests_properties(interop_${suite}_${client} PROPERTIES LABELS interop SKIP_RETURN_CODE 77 TIMEOUT 600)
endfunction()
foreach(client py036 py1 py2 js)
    hubnaut_interop(${client} hub)
endforeach()
foreach(client py036 py1 py2)
    hubnaut_interop(${client} cache)
    hubnaut_interop(${client} clean)
endforeach()
# What a scan of the cache finds; HUBNAUT_SCAN_CACHES says in how many.
foreach(client py036 py1 py2)
    hubnaut_interop(${client} scan)
endforeach()
# Clients of two generations and Hubnaut in one cache at once; HUBNAUT_COEXIST_SECONDS says how long.
hubnaut_interop(py2 coexist)
