# Tests of transfers and of the files they leave on disk.
set(transfer_support support/cachecheck.cpp support/cachecheck.h support/fakerepo.h support/rawhub.h
    support/transferbench.h)
hubnaut_test(tst_download LABELS "unit;D05;D28;D30;D31;C14;C20" SOURCES ${transfer_support})
