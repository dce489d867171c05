# Tests of this area.
hubnaut_test(tst_card LABELS "unit;P08;M01;M05;M06;M07;M10;M11;M13;M14")
hubnaut_test(tst_markdownview LABELS "gui;M01;M02;M03;M04;M05;M06;M15")
hubnaut_test(tst_cardwidth LABELS "gui;M05")
hubnaut_test(tst_cardimitation LABELS "gui;M08")
hubnaut_test(tst_diff LABELS unit)
hubnaut_test(tst_frontmatter LABELS "unit;P08")
hubnaut_test(tst_textview LABELS "gui;P20;M10;M13")
hubnaut_test(tst_texthighlighter LABELS "gui")
