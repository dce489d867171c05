#pragma once

#include <QProcessEnvironment>
#include <QSslConfiguration>
#include <QString>

#include <expected>

// What both network libraries pass on of TLS 1.3's word for it. Before 1.3 servers say less: the
// handshake failed.
inline bool isClientCertificateDemanded(QStringView libraryWords)
{
    return libraryWords.contains(QLatin1StringView("certificate required"));
}

// The certificates that SSL_CERT_FILE, REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE name, in this order, in
// place of the system's: what companies with an inspecting proxy set. There is no way to go on past
// a bad certificate.
struct CertificateBundle
{
    QString variable; // empty: none is set, the system's are used
    QString path;

    static CertificateBundle fromEnvironment(const QProcessEnvironment &variables);
    static CertificateBundle fromOwnEnvironment(); // of this process, as it is by now

    // For QSslConfiguration::setDefaultConfiguration() before the first request. Reads the file,
    // which takes a while: not for the GUI thread; any other thread will do. The error is a
    // translated sentence: the file is missing or holds no certificate. libcurl takes path itself.
    std::expected<QSslConfiguration, QString> configuration() const;
};
