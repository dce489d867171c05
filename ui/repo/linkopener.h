#pragma once

#include "app/hub/hubaddress.h"

#include <QObject>

#include <functional>

class QWidget;

// What a click on a link in somebody else's text does: addresses of the Hub open here, others only
// after the whole address was shown, and only http and https ever reach the desktop (M03).
class LinkOpener final : public QObject
{
    Q_OBJECT

public:
    using Browser = std::function<void(const QUrl &url)>;

    // window: what the question belongs to. browser: the desktop's unless a test says otherwise.
    LinkOpener(QUrl endpoint, QWidget *window, Browser browser = {});

    // base: the web address that a relative link starts from.
    void open(const QString &address, const QUrl &base);
    void openInBrowser(const QUrl &url); // an address of our own making: not asked for again

signals:
    void addressActivated(const HubAddress &address);

private:
    void ask(const QUrl &url);

    QUrl m_endpoint;
    QWidget *m_window;
    Browser m_browser;
};
