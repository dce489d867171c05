# Tests of what the cache holds.
hubnaut_test(tst_cachewalk LABELS "unit;S11;S13;S14;S15;S16")
hubnaut_test(tst_cachelinks LABELS "unit;S01;S02;S03;S04")
hubnaut_test(tst_cacheledger LABELS "unit;S12;S17")
hubnaut_test(tst_pythonview LABELS "unit;S11")
hubnaut_test(tst_cachescanner LABELS "unit;S13")
hubnaut_test(tst_cachelook LABELS "unit;S10;S13")
add_executable(hubnaut-scan-test scan.cpp)
target_link_libraries(hubnaut-scan-test PRIVATE hubnaut_core)
