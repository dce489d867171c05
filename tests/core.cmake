# Tests of this area.
hubnaut_test(tst_parse LABELS "unit;N23;N35")
hubnaut_test(tst_text LABELS "unit;C20;T07")
hubnaut_test(tst_hubaddress LABELS "unit;N36")
hubnaut_test(tst_settings LABELS "unit;A05;C24;N36;N37;T01;T05")
