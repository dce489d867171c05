#pragma once

class QWidget;

// What Hubnaut is and which version, in a window over parent's. Returns at once.
void showAboutBox(QWidget *parent);
