# Tests of this area.
hubnaut_test(tst_facetmodel LABELS "unit")
hubnaut_test(tst_licence LABELS "unit;M10")
hubnaut_test(tst_repolistmodel LABELS "unit")
hubnaut_test(tst_transferorder LABELS unit)
hubnaut_test(tst_transfermodel LABELS unit I03 M09 M10)
