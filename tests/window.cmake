# Tests of the whole window over the demo's Hub.
hubnaut_test(tst_tour LABELS tour SOURCES support/looks.cpp support/looks.h TIMEOUT 300)
# Menus and dialogs are kept on the screen, which must be larger than the window.
set_property(TEST tst_tour APPEND PROPERTY ENVIRONMENT
    "QT_QPA_PLATFORM=offscreen:configfile=${CMAKE_SOURCE_DIR}/packaging/screen.json")
target_link_libraries(tst_tour PRIVATE hubnaut_tour hubnaut_demo_resources)
hubnaut_test(tst_window LABELS "gui;M09" SOURCES support/looks.cpp support/looks.h)
target_link_libraries(tst_window PRIVATE hubnaut_ui hubnaut_demo hubnaut_demo_resources)
hubnaut_test(tst_account LABELS "gui;A06;A11")
hubnaut_test(tst_privacy LABELS "gui;A11")
hubnaut_test(tst_transfernews LABELS "gui;I04;I07")
hubnaut_test(tst_transferspane LABELS "gui")
foreach(name account transfernews transferspane)
    target_link_libraries(tst_${name} PRIVATE hubnaut_demo hubnaut_demo_resources)
endforeach()
hubnaut_test(tst_demoprocess LABELS "gui;D16" TIMEOUT 200)
add_dependencies(tst_demoprocess hubnaut)
hubnaut_test(tst_tokenfield LABELS "gui;I12")
target_link_libraries(tst_tokenfield PRIVATE hubnaut_demo hubnaut_demo_resources)
