# Tests of the window: theme, small widgets, tabs, session.
hubnaut_test(tst_theme LABELS "gui;unit")
