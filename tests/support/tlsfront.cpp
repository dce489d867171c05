#include "tests/support/tlsfront.h"

#include <QFile>
#include <QProcess>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

bool TestCertificates::openssl(const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(m_dir.path());
    process.start(QStandardPaths::findExecutable(u"openssl"_s), arguments);
    const bool ok = process.waitForFinished(30'000) && process.exitCode() == 0;
    if (!ok)
        m_error = process.errorString() + QString::fromUtf8(process.readAllStandardError());
    return ok;
}

bool TestCertificates::makeOne(const QString &name, const QString &host, bool selfSigned,
                               const QStringList &validity)
{
    QStringList arguments{u"req"_s,         u"-x509"_s,       u"-newkey"_s,
                          u"rsa:2048"_s,    u"-nodes"_s,      u"-subj"_s,
                          u"/CN="_s + host, u"-addext"_s,     u"subjectAltName=DNS:"_s + host,
                          u"-keyout"_s,     name + ".key"_L1, u"-out"_s,
                          name + ".pem"_L1};
    if (!selfSigned)
        arguments += {u"-CA"_s,    u"ca.pem"_s,  u"-CAkey"_s,
                      u"ca.key"_s, u"-addext"_s, u"basicConstraints=CA:FALSE"_s};
    return openssl(arguments + validity);
}

bool TestCertificates::make(const QString &host)
{
    const QStringList valid{u"-days"_s, u"2"_s};
    const QStringList past{u"-not_before"_s, u"20200101000000Z"_s, u"-not_after"_s,
                           u"20200201000000Z"_s};
    return openssl(QStringList{u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s,
                               u"-subj"_s, u"/CN=Test authority"_s, u"-keyout"_s, u"ca.key"_s,
                               u"-out"_s, u"ca.pem"_s}
                   + valid)
        && makeOne(u"self"_s, host, true, valid) && makeOne(u"known"_s, host, false, valid)
        && makeOne(u"wrong"_s, u"other.example"_s, false, valid)
        && makeOne(u"expired"_s, host, false, past);
}

TlsFront::TlsFront(const TestCertificates &certificates, const QString &name, Manner manner)
    : m_upstream(manner.upstream)
{
    QSslConfiguration configuration;
    QFile key(certificates.file(name + ".key"_L1));
    if (!key.open(QIODevice::ReadOnly))
        qFatal("no key");
    configuration.setLocalCertificateChain(
        QSslCertificate::fromPath(certificates.file(name + ".pem"_L1)));
    configuration.setPrivateKey(QSslKey(key.readAll(), QSsl::Rsa));
    if (manner.wantsClientCertificate)
        configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (manner.oldProtocolOnly) {
        QT_WARNING_PUSH
        QT_WARNING_DISABLE_DEPRECATED
        configuration.setProtocol(QSsl::TlsV1_0);
        QT_WARNING_POP
        configuration.setBackendConfigurationOption("CipherString", "ALL:@SECLEVEL=0"_ba);
    }
    setSslConfiguration(configuration);
    listen(QHostAddress(manner.address), manner.port);
    connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
        ++handshakes;
        onConnection(qobject_cast<QSslSocket *>(nextPendingConnection()));
    });
}

QUrl TlsFront::url(const QString &path, const QString &host) const
{
    return QUrl(u"https://%1:%2%3"_s.arg(host, QString::number(serverPort()), path));
}

void TlsFront::onConnection(QSslSocket *socket)
{
    QTcpSocket *upstream = nullptr;
    if (m_upstream != 0) {
        upstream = new QTcpSocket(socket);
        upstream->connectToHost(QHostAddress(QHostAddress::LocalHost), m_upstream);
        connect(upstream, &QTcpSocket::readyRead, socket,
                [socket, upstream] { socket->write(upstream->readAll()); });
        connect(upstream, &QTcpSocket::disconnected, socket,
                [socket] { socket->disconnectFromHost(); });
    }
    const auto read = [this, socket, upstream] {
        const QByteArray bytes = socket->readAll();
        received += bytes;
        if (upstream) {
            upstream->write(bytes);
        } else if (received.endsWith("\r\n\r\n")) {
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
            socket->disconnectFromHost();
        }
    };
    connect(socket, &QIODevice::readyRead, this, read);
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    if (socket->bytesAvailable() > 0)
        read();
}
