#pragma once

#include <QSslServer>
#include <QTemporaryDir>
#include <QUrl>

class QSslSocket;

// Certificates made with the openssl command in a temporary folder: those of an authority of our
// own ("ca"), and for a server what it needs to be believed ("known") or not: "self" (signed by
// itself), "wrong" (for another host), "expired".
class TestCertificates final
{
public:
    // host: the server that they are for. False: error() says why.
    bool make(const QString &host = QStringLiteral("localhost"));
    QString file(const QString &name) const { return m_dir.filePath(name); } // "ca.pem", "self.key"
    QString error() const { return m_error; }

private:
    bool openssl(const QStringList &arguments);
    bool makeOne(const QString &name, const QString &host, bool selfSigned,
                 const QStringList &validity);

    QTemporaryDir m_dir;
    QString m_error;
};

// A server on loopback that speaks TLS with one of them. Passes what it is asked on to a plain
// server, or answers "{}" itself. Lives on the thread that made it, whose event loop must run.
class TlsFront final : public QSslServer
{
public:
    struct Manner
    {
        quint16 upstream = 0; // loopback port; 0: none
        bool wantsClientCertificate = false;
        bool oldProtocolOnly = false; // TLS 1.0
        QString address = QStringLiteral("127.0.0.1"); // listened on
        quint16 port = 0; // 0: any free one
    };

    TlsFront(const TestCertificates &certificates, const QString &name, Manner manner);
    TlsFront(const TestCertificates &certificates, const QString &name)
        : TlsFront(certificates, name, {})
    { }

    QUrl url(const QString &path = {}, const QString &host = QStringLiteral("localhost")) const;

    QByteArray received; // what could be read: not one byte before the handshake is over
    int handshakes = 0; // that succeeded

private:
    void onConnection(QSslSocket *socket);

    quint16 m_upstream;
};
