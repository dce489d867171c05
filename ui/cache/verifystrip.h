#pragma once

#include "app/cache/cacheverifier.h"

#include <QElapsedTimer>
#include <QWidget>

class ElidedLabel;
class IconLabel;
class ProgressLine;
class QPushButton;

// One line above the tree while contents are compared with their names, and afterwards with what
// was found until it is closed. Hidden otherwise.
class VerifyStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit VerifyStrip(QWidget *parent = nullptr);

    // repos: folders; empty: all of the cache.
    void start(const CacheScan &scan, const QSet<QByteArray> &repos = {});
    const CacheVerifier &verifier() const { return m_verifier; }

signals:
    void findingsWanted();
    void repairWanted();

private:
    void showProgress();
    void showResult(bool complete);
    void say(const QString &icon, const QString &sentence);

    CacheVerifier m_verifier;
    QElapsedTimer m_since;
    IconLabel *m_icon;
    ElidedLabel *m_text;
    ProgressLine *m_progress;
    QPushButton *m_list;
    QPushButton *m_repair;
    QPushButton *m_pause;
    QPushButton *m_stop;
};

// "damaged", "cannot be read: Input/output error"
QString findingWords(const CacheVerifier::Finding &finding);
