# Tests of the search panes.
hubnaut_test(tst_searchchoice LABELS "gui")
