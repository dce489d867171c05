# Tests of this area.
hubnaut_test(tst_parse LABELS "unit;N23;N35")
