# Tests of this area.
hubnaut_test(tst_lineindex LABELS "unit;P18;P20")
