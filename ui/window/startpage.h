#pragma once

#include "ui/window/place.h"

#include <QWidget>

// What a first start shows: what can be done here, without an account and without a network too.
class StartPage final : public QWidget
{
    Q_OBJECT

public:
    struct Offers
    {
        bool signIn = false; // nobody is signed in
        bool demo = false; // not already in it
    };

    explicit StartPage(Offers offers, QWidget *parent = nullptr);

    void offerSignIn(bool offered);

signals:
    void pageWanted(PageId page);
    void signInWanted();
    void demoWanted();
    void addressWanted(); // the omnibox

private:
    QWidget *m_signIn;
};
