#pragma once

#include <QtTypes>

#include <algorithm>
#include <array>
#include <chrono>

// How many files the next commit takes: more after a quick one that was full, fewer after one that
// was slow or lost; steps of hub-api 27.2. Any other number of files stays as it is.
class CommitPace
{
public:
    static constexpr qsizetype kBegin = 250;
    static constexpr std::chrono::seconds kSlow{40}; // the Hub gives up after a minute

    explicit CommitPace(qsizetype files = kBegin)
        : m_files(files)
    { }

    qsizetype files() const { return m_files; }

    void made(qsizetype files, std::chrono::milliseconds time)
    {
        if (time > kSlow)
            step(-1);
        else if (files >= m_files)
            step(1);
    }

    // A commit of so many files is better sent as several ones when it is lost.
    bool splits(qsizetype files) const { return files > kSteps.front() && at() != kSteps.cend(); }

    void lost(qsizetype files)
    {
        while (splits(files) && m_files >= files)
            step(-1);
    }

private:
    static constexpr std::array<qsizetype, 10> kSteps{20,  50,  75,  100, 125,
                                                      200, 250, 400, 600, 1'000};

    std::array<qsizetype, 10>::const_iterator at() const
    {
        return std::ranges::find(kSteps, m_files);
    }

    void step(qsizetype by)
    {
        if (at() != kSteps.cend())
            m_files = kSteps.at(std::clamp<qsizetype>(at() - kSteps.cbegin() + by, 0,
                                                      qsizetype(kSteps.size()) - 1));
    }

    qsizetype m_files;
};

// How far one commit after the other is filled with files, in their order, when all are quick;
// limits of hub-api 27.2.
class CommitFill
{
public:
    static constexpr qint64 kMostBytes = qint64(100) << 20; // of content that goes with it

    explicit CommitFill(CommitPace pace = CommitPace())
        : m_pace(pace)
    { }

    // Takes the next file; true: it is the first one of a commit. inside: bytes of its content that
    // go with the commit, 0 for what is stored beside.
    bool take(qint64 inside)
    {
        const bool isFull = m_files == m_pace.files();
        const bool begins = m_files == 0 || isFull || m_bytes + inside > kMostBytes;
        if (isFull)
            m_pace.made(m_files, {});
        m_files = begins ? 1 : m_files + 1;
        m_bytes = begins ? inside : m_bytes + inside;
        return begins;
    }

private:
    CommitPace m_pace; // of the last commit
    qsizetype m_files = 0; // likewise
    qint64 m_bytes = 0;
};
