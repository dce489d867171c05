# Tests of the window: theme, small widgets, tabs, session.
hubnaut_test(tst_theme LABELS "gui")
hubnaut_test(tst_plaintip LABELS "gui;M09")
hubnaut_test(tst_stateview LABELS "gui;M09")
hubnaut_test(tst_mainwindow LABELS "gui;M09")
hubnaut_test(tst_tabs LABELS "gui")
hubnaut_test(tst_omnibox LABELS "gui;M10")
hubnaut_test(tst_statusline LABELS "gui;N10")
