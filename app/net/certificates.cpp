#include "app/net/certificates.h"

#include <QCoreApplication>
#include <QSslCertificate>

using namespace Qt::StringLiterals;

CertificateBundle CertificateBundle::fromEnvironment(const QProcessEnvironment &variables)
{
    for (const QString &name : {u"SSL_CERT_FILE"_s, u"REQUESTS_CA_BUNDLE"_s, u"CURL_CA_BUNDLE"_s})
        if (const QString path = variables.value(name).trimmed(); !path.isEmpty())
            return {.variable = name, .path = path};
    return {};
}

std::expected<QSslConfiguration, QString> CertificateBundle::configuration() const
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    if (path.isEmpty())
        return configuration;
    const auto certificates
        = QSslCertificate::fromPath(path, QSsl::Pem, QSslCertificate::PatternSyntax::FixedString);
    if (certificates.isEmpty())
        return std::unexpected(
            QCoreApplication::translate(
                "CertificateBundle",
                "%1 names %2, which holds no certificate. Secure connections use the system's.")
                .arg(variable, path));
    configuration.setCaCertificates(certificates);
    return configuration;
}
