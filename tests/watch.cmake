# Tests of watched folders.
hubnaut_test(tst_watchplan LABELS unit)
hubnaut_test(tst_watchedfolders LABELS "unit;U04;U10;U14")
hubnaut_test(tst_watchrestart LABELS "unit;U08;U10")
