# Tests of transfers and of the files they leave on disk.
hubnaut_test(tst_segmentmap LABELS "unit")
hubnaut_test(tst_disk SOURCES support/hookeddisk.h LABELS "unit;C14;C23;D17;D18;D21;D22;D24;D25")
hubnaut_test(tst_speedmeter LABELS "unit")
set(transfer_support support/cachecheck.cpp support/cachecheck.h support/fakerepo.h support/oddserver.h
    support/rawhub.h support/transferbench.h)
hubnaut_test(tst_download LABELS "unit;D05;D28;D30;D31;C14;C20" SOURCES ${transfer_support})
hubnaut_test(tst_downloadfaults SOURCES ${transfer_support} LABELS
    "unit;D01;D02;D03;D04;D06;D07;D10;D11;D12;D33;N11;N13;N15;N16;N17;N18;N19;N20;N22;N26;N27;N28;N30;N35")
hubnaut_test(tst_downloadlanes SOURCES ${transfer_support} LABELS "unit;D01;D02;D07;D08;N11;N13;N16;N17")
hubnaut_test(tst_stalled SOURCES ${transfer_support} LABELS "unit;network;D08;N15")
set_target_properties(tst_stalled PROPERTIES ENABLE_EXPORTS ON) # its resolver, to libcurl
target_link_libraries(tst_stalled PRIVATE ${CMAKE_DL_LIBS})
hubnaut_test(tst_queuerestart SOURCES ${transfer_support} LABELS "unit;A11;D05")
hubnaut_test(tst_queuestore LABELS "unit;D27;D29")
hubnaut_test(tst_partjournal LABELS "unit;D27")
hubnaut_test(tst_downloadpause SOURCES ${transfer_support} LABELS "unit;D18;D19;D24;D25;D30")
hubnaut_test(tst_downloadbusy SOURCES ${transfer_support} LABELS "unit;D30")
hubnaut_test(tst_downloadqueue SOURCES ${transfer_support} LABELS "unit;D30")
hubnaut_test(tst_downloadleft SOURCES ${transfer_support} support/hookeddisk.h LABELS "unit;D15;D16")
hubnaut_test(tst_downloadroom SOURCES ${transfer_support} support/hookeddisk.h LABELS "unit;D18;D19")
hubnaut_test(tst_downloadnetwork SOURCES ${transfer_support} LABELS "unit;A12;N34")
hubnaut_test(tst_downloadmany SOURCES ${transfer_support} LABELS "unit;D32;N11;N13;N34" TIMEOUT 300)
hubnaut_test(tst_downloadsoak SOURCES ${transfer_support} LABELS "unit;T11;T12" TIMEOUT 300)
hubnaut_test(tst_downloadproxy SOURCES ${transfer_support} support/testproxy.cpp support/testproxy.h
    LABELS "unit;N33")
hubnaut_test(tst_cachewrite SOURCES ${transfer_support} LABELS
    "unit;C05;C09;C13;C15;C21;C23;C24;D18;D23;D24")
hubnaut_test(tst_cacheblobs SOURCES ${transfer_support} LABELS "unit;C10;C11;C26")
hubnaut_test(tst_downloadmodes SOURCES ${transfer_support} LABELS "unit;M16")
hubnaut_test(tst_downloadfolder SOURCES ${transfer_support} LABELS "unit;D34")
add_executable(hubnaut-fetch-test fetch.cpp)
target_link_libraries(hubnaut-fetch-test PRIVATE hubnaut_core)
hubnaut_test(tst_downloadcrash SOURCES ${transfer_support} support/fetchprocess.h LABELS "crash;D13;D14;D15;D16" TIMEOUT 900)
add_dependencies(tst_downloadcrash hubnaut-fetch-test)
hubnaut_test(tst_downloaddisk SOURCES ${transfer_support} support/fetchprocess.h LABELS
    "crash;C01;C14;C15;C20;D18;D19;D20;D21;D23;D29;D34;D35" TIMEOUT 300)
add_dependencies(tst_downloaddisk hubnaut-fetch-test)
hubnaut_test(tst_cacheneighbours SOURCES ${transfer_support} LABELS "unit;C06;C08;C12;C19;D26")
hubnaut_test(tst_clockjump SOURCES ${transfer_support} LABELS "unit;network;D36")
set_target_properties(tst_clockjump PROPERTIES ENABLE_EXPORTS ON) # its clock, to Qt's libraries
hubnaut_test(tst_downloadredirects SOURCES ${transfer_support} LABELS "unit;D08;D09;N01;N02;N04;N05;N06;N08")
hubnaut_test(tst_cachelayout SOURCES ${transfer_support} LABELS "unit;C16;C17;C18;C22")
hubnaut_test(tst_downloadlisting LABELS "unit;N39")
