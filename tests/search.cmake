# Tests of the search panes.
hubnaut_test(tst_rangeslider LABELS "gui")
hubnaut_test(tst_repodelegate LABELS "gui;M09;M10;M11")
hubnaut_test(tst_savedsearches LABELS "gui")
hubnaut_test(tst_searchchoice LABELS "gui")
hubnaut_test(tst_searchcontroller LABELS "gui;N35;N39")
hubnaut_test(tst_searchpane LABELS "gui;M09;N10")
hubnaut_test(tst_searchfilters LABELS "gui")
hubnaut_test(tst_searchearlier LABELS "gui;I14")
