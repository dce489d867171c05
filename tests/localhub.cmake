# Tests of this area.
hubnaut_test(tst_localstore LABELS unit)
hubnaut_test(tst_localhub LABELS "unit;N09;N15;N36")
hubnaut_test(tst_localhubwrites LABELS "unit;N15")
hubnaut_test(tst_localhubuploads LABELS unit)
hubnaut_test(tst_localhubhistory LABELS unit)
hubnaut_test(tst_faults SOURCES support/onthewire.h LABELS "unit;N01;N02;N04;N05;N06;N07;N08;N10;N11;N12;N13;N14;N15;N16;N17;N18;N19;N20;N21;N22;N23;N24;N25;N26;N27;N28;N29;N30;N35;N38;N39;N40;D01;D02;D04;D06;D07;D08;D09;D10;D11;D12")
hubnaut_test(tst_demo LABELS unit)
hubnaut_test(tst_localhubrecorded LABELS unit)
foreach(test tst_demo tst_localhubrecorded)
    target_link_libraries(${test} PRIVATE hubnaut_demo_resources)
endforeach()
target_link_libraries(tst_demo PRIVATE hubnaut_demo)
if(NOT HUBNAUT_SANITIZER) # which has a memory of its own
    hubnaut_test(tst_localhubmemory LABELS unit)
    target_compile_definitions(tst_localhubmemory PRIVATE HUBNAUT_LOCALHUB="$<TARGET_FILE:hubnaut-localhub>")
    add_dependencies(tst_localhubmemory hubnaut-localhub)
endif()
hubnaut_test(tst_faultsmeet SOURCES support/faultmeeting.cpp support/faultmeeting.h support/cachecheck.cpp
    support/cachecheck.h LABELS
    "unit;network;N01;N02;N04;N05;N06;N07;N08;N10;N11;N12;N13;N14;N15;N16;N17;N18;N19;N20;N21;N22;N23;N24;N25;N26;N27;N28;N29;N30;N35;N38;N39;N40;D01;D02;D04;D06;D07;D08;D09;D10;D11;D12")
