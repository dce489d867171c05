# Tests of this area.
hubnaut_test(tst_lineindex LABELS "unit;P18;P20")
hubnaut_test(tst_tensors LABELS "unit;P01;P02;P03;P04;P06")
