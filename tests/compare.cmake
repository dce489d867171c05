# Tests of comparing a folder with a repository.
hubnaut_test(tst_compareplan LABELS unit)
hubnaut_test(tst_compare LABELS "gui;U04")
target_link_libraries(tst_compare PRIVATE hubnaut_demo hubnaut_demo_resources)
