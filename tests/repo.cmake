# Tests of the repository tab and of the models it shows.
hubnaut_test(tst_filetreemodel LABELS "unit;M09;M10")
hubnaut_test(tst_tensormodel LABELS "unit;P02")
hubnaut_test(tst_communitymodels LABELS "unit;M17")
hubnaut_test(tst_repopane LABELS "gui;M09;M10;M17")
hubnaut_test(tst_repotrouble LABELS "gui;A06")
hubnaut_test(tst_repoparts LABELS "gui;M01;M02;M03")
hubnaut_test(tst_repolocalhub LABELS "gui")
