#pragma once

class QWidget;
class Session;

// Asks, because the token leaves this computer and Python loses it too; then signs out. Returns at
// once: the question is a window of its own over parent's.
void askToSignOut(Session &session, QWidget *parent);
