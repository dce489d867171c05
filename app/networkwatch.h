#pragma once

#include <QObject>
#include <QTimer>

// Tells when the computer gets an address or a route: the network may be back. Asks the kernel
// itself, which never lets anybody wait, and no service on the message bus. Where the kernel does
// not tell, nothing is ever said.
class NetworkWatch final : public QObject
{
    Q_OBJECT

public:
    explicit NetworkWatch(QObject *parent = nullptr);
    ~NetworkWatch() override;

signals:
    void maybeBack(); // once for what comes together

private:
    void read();

    int m_socket = -1;
    QTimer m_calm; // addresses and routes come in groups
};
