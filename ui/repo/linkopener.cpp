#include "ui/repo/linkopener.h"

#include "app/text/safetext.h"

#include <QDesktopServices>
#include <QMessageBox>
#include <QPushButton>
#include <QWidget>

using namespace Qt::StringLiterals;

LinkOpener::LinkOpener(QUrl endpoint, QWidget *window, Browser browser)
    : QObject(window)
    , m_endpoint(std::move(endpoint))
    , m_window(window)
    , m_browser(browser ? std::move(browser)
                        : [](const QUrl &url) { QDesktopServices::openUrl(url); })
{ }

void LinkOpener::open(const QString &address, const QUrl &base)
{
    const QUrl url = base.resolved(QUrl(address, QUrl::StrictMode));
    if (const auto place = HubAddress::parse(url.toString(QUrl::FullyEncoded), m_endpoint)) {
        emit addressActivated(*place);
        return;
    }
    if (url.isValid() && (url.scheme() == "https"_L1 || url.scheme() == "http"_L1)
        && !url.host().isEmpty())
        ask(url);
}

void LinkOpener::openInBrowser(const QUrl &url)
{
    m_browser(url);
}

// The encoded form: a look-alike host shows as the punycode it is.
void LinkOpener::ask(const QUrl &url)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Open a page outside the Hub?"),
                                tr("This link leaves the Hub for %1.")
                                    .arg(SafeText::isolated(url.host(QUrl::FullyEncoded))),
                                QMessageBox::Cancel, m_window);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(SafeText::line(url.toString(QUrl::FullyEncoded)));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *go = box->addButton(tr("Open in browser"), QMessageBox::AcceptRole);
    connect(go, &QPushButton::clicked, this, [this, url] { m_browser(url); });
    box->open();
}
