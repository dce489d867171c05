# Tests of this area.
hubnaut_test(tst_parse LABELS "unit;N23;N35")
hubnaut_test(tst_text LABELS "unit;C20;T07")
hubnaut_test(tst_hubaddress LABELS "unit;N36")
hubnaut_test(tst_settings LABELS "unit;A05;C24;N36;N37;T01;T05")
hubnaut_test(tst_pacing LABELS "unit;N10;N11;N12;N13")
hubnaut_test(tst_hubclient LABELS "unit;network;N01;N02;N03;N04;N05;N06;N07;N08;N09;N10;N11;N13;N14;N15;N16;N17;N19;N20;N21;N22;N23;N24;N25;N26;N28;N29;N30;N35;N36;N37;N38;N39;N40;A12")
hubnaut_test(tst_session LABELS "unit;A02;A03;A04;A05;A06;A11;N37")
hubnaut_test(tst_nettls LABELS "unit;network;N28;N31;N33;T09")
