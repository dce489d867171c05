#include "app/net/certificates.h"

#include <QCoreApplication>
#include <QSslCertificate>

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kBundleVariables[]
    = {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"};

} // namespace

CertificateBundle CertificateBundle::fromEnvironment(const QProcessEnvironment &variables)
{
    for (const char *name : kBundleVariables)
        if (const QString path = variables.value(QLatin1StringView(name)).trimmed();
            !path.isEmpty())
            return {.variable = QString::fromLatin1(name), .path = path};
    return {};
}

CertificateBundle CertificateBundle::fromOwnEnvironment()
{
    for (const char *name : kBundleVariables)
        if (const QString path = qEnvironmentVariable(name).trimmed(); !path.isEmpty())
            return {.variable = QString::fromLatin1(name), .path = path};
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
