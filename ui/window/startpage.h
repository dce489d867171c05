#pragma once

#include "app/net/huberror.h"
#include "ui/window/place.h"

#include <QWidget>

#include <optional>

class NoticeStrip;

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
    void showTrouble(const std::optional<HubError> &error); // nothing: the Hub answers

signals:
    void pageWanted(PageId page);
    void signInWanted();
    void demoWanted();
    void addressWanted(); // the omnibox
    void retryClicked(); // of the trouble

private:
    QWidget *m_signIn;
    NoticeStrip *m_trouble;
};
