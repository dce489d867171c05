# Tests of this area.
hubnaut_test(tst_parse LABELS "unit;N23;N35")
hubnaut_test(tst_text LABELS "unit;C20;T07")
