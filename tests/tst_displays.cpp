// The program itself where it is used: on X11, on Wayland, and where there is no display at all.
// Each display is one of its own, without a screen. What is missing for one skips that test.

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class DisplaysTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void x11();
    void wayland();
    void noDisplay_data();
    void noDisplay();

private:
    static constexpr int kLong = 50'000; // ms; the demo fills its Hub first

    static bool isThere(const QString &program)
    {
        return !QStandardPaths::findExecutable(program).isEmpty();
    }
    // What a session has, without any display; folders of its own.
    QProcessEnvironment session() const
    {
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        for (const QString &name :
             {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"WAYLAND_SOCKET"_s, u"QT_QPA_PLATFORM"_s,
              u"XDG_SESSION_TYPE"_s, u"QT_QPA_PLATFORMTHEME"_s, u"DBUS_SESSION_BUS_ADDRESS"_s})
            all.remove(name);
        for (const QString &name : {u"HOME"_s, u"HF_HOME"_s, u"TMPDIR"_s, u"XDG_RUNTIME_DIR"_s,
                                    u"XDG_CONFIG_HOME"_s, u"XDG_CACHE_HOME"_s, u"XDG_DATA_HOME"_s})
            all.insert(name, m_temp.path());
        all.insert(u"LIBGL_ALWAYS_SOFTWARE"_s, u"1"_s);
        all.insert(u"LC_ALL"_s, u"C.UTF-8"_s); // Qt has words about any other "C"
        return all;
    }
    static void startProgram(QProcess &program, const QProcessEnvironment &session,
                             const QStringList &arguments = {u"--demo"_s})
    {
        program.setProcessEnvironment(session);
        program.start(QStringLiteral(HUBNAUT_PROGRAM), arguments);
        QVERIFY(program.waitForStarted());
    }
    static void endProgram(QProcess &program)
    {
        QCOMPARE(program.state(), QProcess::Running);
        program.terminate();
        QVERIFY(program.waitForFinished(kLong));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
    }
    static QByteArray output(const QString &program, const QStringList &arguments,
                             const QProcessEnvironment &session)
    {
        QProcess process;
        process.setProcessEnvironment(session);
        process.start(program, arguments);
        return process.waitForFinished(10'000) ? process.readAllStandardOutput() : QByteArray();
    }
    // The display of a new X server, which ends with server; empty when there is none.
    QString startX(QProcess &server) const
    {
        server.setProcessEnvironment(session());
        server.start(u"Xvfb"_s,
                     {u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s, u"1280x800x24"_s,
                      u"-nolisten"_s, u"tcp"_s});
        QByteArray number;
        while (!number.endsWith('\n') && server.waitForReadyRead(20'000))
            number += server.readAllStandardOutput();
        return number.isEmpty() ? QString() : u':' + QString::fromLatin1(number.trimmed());
    }
    static QByteArray windowOf(const QProcess &program, const QProcessEnvironment &session)
    {
        return output(u"xdotool"_s,
                      {u"search"_s, u"--all"_s, u"--onlyvisible"_s, u"--pid"_s,
                       QString::number(program.processId()), u"--name"_s, u"Hubnaut"_s},
                      session)
            .split('\n')
            .first();
    }
    QTemporaryDir m_temp;
};

void DisplaysTest::initTestCase()
{
    QVERIFY(m_temp.isValid()); // made for its owner alone, as XDG_RUNTIME_DIR must be
}

void DisplaysTest::x11()
{
    if (!isThere(u"Xvfb"_s) || !isThere(u"xdotool"_s))
        QSKIP("Xvfb or xdotool is not installed");
    QProcess server;
    QProcessEnvironment all = session();
    all.insert(u"DISPLAY"_s, startX(server));
    QVERIFY2(!all.value(u"DISPLAY"_s).isEmpty(), server.readAllStandardError().constData());
    QProcess program;
    startProgram(program, all);
    QByteArray window;
    QTRY_VERIFY_WITH_TIMEOUT(!(window = windowOf(program, all)).isEmpty(), kLong);
    const QByteArray geometry = output(
        u"xdotool"_s, {u"getwindowgeometry"_s, u"--shell"_s, QString::fromLatin1(window)}, all);
    const auto value = [&geometry](const char *name) {
        return geometry.sliced(geometry.indexOf(name))
            .split('\n')
            .first()
            .split('=')
            .last()
            .toInt();
    };
    QVERIFY2(geometry.contains("WIDTH="), geometry.constData());
    QVERIFY(value("WIDTH=") >= 640 && value("HEIGHT=") >= 400);
    endProgram(program);
    QCOMPARE(program.readAllStandardError(), QByteArray());
    server.terminate();
    server.waitForFinished();
}

void DisplaysTest::wayland()
{
    if (!isThere(u"cage"_s))
        QSKIP("cage, a small Wayland compositor, is not installed");
    QProcessEnvironment all = session();
    QProcessEnvironment headless = all;
    headless.insert(u"WLR_BACKENDS"_s, u"headless"_s);
    headless.insert(u"WLR_LIBINPUT_NO_DEVICES"_s, u"1"_s);
    headless.insert(u"WLR_RENDERER"_s, u"pixman"_s);
    QProcess compositor; // runs a client that says where it is, and ends with its standard input
    compositor.setProcessEnvironment(headless);
    compositor.start(u"cage"_s, {u"--"_s, u"sh"_s, u"-c"_s, u"echo $WAYLAND_DISPLAY; exec cat"_s});
    QByteArray socket;
    while (!socket.endsWith('\n') && compositor.waitForReadyRead(20'000))
        socket += compositor.readAllStandardOutput();
    QVERIFY2(!socket.isEmpty(), compositor.readAllStandardError().constData());
    all.insert(u"WAYLAND_DISPLAY"_s, QString::fromLatin1(socket.trimmed()));
    all.insert(u"XDG_SESSION_TYPE"_s, u"wayland"_s);
    all.insert(u"WAYLAND_DEBUG"_s, u"client"_s); // each call and event, on its standard error
    QProcess program;
    QByteArray wire;
    startProgram(program, all);
    const auto happened = [&](const QByteArray &what) {
        wire += program.readAllStandardError();
        return wire.contains(what);
    };
    QTRY_VERIFY2_WITH_TIMEOUT(happened(".set_title(\""), wire.right(2'000).constData(), kLong);
    QTRY_VERIFY2_WITH_TIMEOUT(happened(".attach(wl_buffer"), wire.right(2'000).constData(), kLong);
    QVERIFY(wire.contains("get_toplevel"));
    const QByteArray painted = wire;
    // The compositor has shown it: it asks for the next picture.
    QTRY_VERIFY2_WITH_TIMEOUT(happened(".release("), wire.right(2'000).constData(), kLong);
    endProgram(program);
    wire += program.readAllStandardError();
    QByteArrayList others;
    for (const QByteArray &line : wire.split('\n')) {
        if (!line.isEmpty() && !line.startsWith('['))
            others << line;
    }
    QCOMPARE(others, QByteArrayList());
    compositor.closeWriteChannel();
    QVERIFY(compositor.waitForFinished(kLong));
}

void DisplaysTest::noDisplay_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("a window") << QStringList() << 1 << "There is no display here"_ba;
    QTest::newRow("the demo") << QStringList{u"--demo"_s} << 1 << "There is no display here"_ba;
    QTest::newRow("version") << QStringList{u"--version"_s} << 0 << "hubnaut "_ba;
    QTest::newRow("help") << QStringList{u"--help"_s} << 0 << "--tour"_ba;
}

void DisplaysTest::noDisplay()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, code);
    QFETCH(const QByteArray, says);
    QProcess program;
    startProgram(program, session(), arguments);
    QVERIFY(program.waitForFinished(kLong));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), code);
    const QByteArray errors = program.readAllStandardError();
    const QByteArray printed = program.readAllStandardOutput();
    QVERIFY2((code == 0 ? printed : errors).contains(says), errors.constData());
    QCOMPARE((code == 0 ? errors : printed), QByteArray());
    QVERIFY(errors.count('\n') <= 1); // a sentence, no report
}

QTEST_GUILESS_MAIN(DisplaysTest)
#include "tst_displays.moc"
