#include "ui/repo/stagelook.h"

#include "app/text/safetext.h"

#include <QCoreApplication>
#include <QHash>

using namespace Qt::StringLiterals;

namespace {

struct StageWords
{
    Q_DECLARE_TR_FUNCTIONS(Stage)
};

} // namespace

StageLook StageLook::of(const QString &stage)
{
    const QHash<QString, StageLook> known{
        {u"RUNNING"_s, {StageWords::tr("Running"), u"play"_s, &Tokens::good}},
        {u"RUNNING_BUILDING"_s,
         {StageWords::tr("Running, building a new version"), u"play"_s, &Tokens::info}},
        {u"RUNNING_APP_STARTING"_s,
         {StageWords::tr("Running, starting a new version"), u"play"_s, &Tokens::info}},
        {u"BUILDING"_s, {StageWords::tr("Building"), u"terminal"_s, &Tokens::info}},
        {u"APP_STARTING"_s, {StageWords::tr("Starting"), u"clock"_s, &Tokens::info}},
        {u"SLEEPING"_s, {StageWords::tr("Sleeping"), u"moon"_s, &Tokens::secondary}},
        {u"PAUSED"_s, {StageWords::tr("Paused"), u"pause"_s, &Tokens::secondary}},
        {u"STOPPED"_s, {StageWords::tr("Stopped"), u"stop"_s, &Tokens::secondary}},
        {u"DELETING"_s, {StageWords::tr("Being deleted"), u"trash"_s, &Tokens::warning}},
        {u"NO_APP_FILE"_s, {StageWords::tr("Has no app file"), u"warning"_s, &Tokens::warning}},
        {u"CONFIG_ERROR"_s, {StageWords::tr("Configuration error"), u"error"_s, &Tokens::danger}},
        {u"BUILD_ERROR"_s, {StageWords::tr("Build error"), u"error"_s, &Tokens::danger}},
        {u"RUNTIME_ERROR"_s, {StageWords::tr("Runtime error"), u"error"_s, &Tokens::danger}},
    };
    const QString word = SafeText::line(stage);
    return known.value(
        stage,
        {word.isEmpty() ? StageWords::tr("Not said") : word, u"question"_s, &Tokens::secondary});
}
