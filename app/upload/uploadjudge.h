#pragma once

#include "app/upload/uploadplan.h"

#include <QSet>

// Makes an UploadPlan, step by step: each needs those before it.
class UploadJudge final
{
public:
    UploadJudge(const UploadPlan::Given &given, UploadPlan &plan);

    void judgeFiles();
    void judgeRemote();
    void countFolders();
    void judgePlaces();
    QString remoteInTheWay(const QString &path) const;
    void countCommits();
    void warnOfAll(); // uploadjudge.cpp

private:
    using Verdict = UploadPlan::Verdict;
    using Kind = UploadWarning::Kind;

    QString belowTarget(const QString &path) const;
    bool isMirrored(const QString &path) const; // and gone here
    bool mayBeHere(const QString &path) const; // nobody knows for sure that it is not
    Verdict besideTheHubs(const UploadFile &file) const;
    void warn(const UploadWarning &warning) { m_plan.m_warnings << warning; }
    void warnOfFile(qsizetype file);
    void warnOfNames();
    void warnOfPickles();
    void warnOfNumbers();
    void warnOfCard();

    const UploadPlan::Given &m_given;
    UploadPlan &m_plan;
    QHash<QString, const TreeEntry *> m_remote; // files, by path
    QSet<QString> m_taken; // local paths
    QSet<QString> m_leftByHand; // likewise
    QSet<QString> m_here; // all of them, by any name
    QSet<QString> m_unsure; // of those: not sent, though nobody chose that
    QSet<QString> m_after; // paths that the repository has then
    QHash<QString, qsizetype> m_entries; // by folder: what is in it then
};
