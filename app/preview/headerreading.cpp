#include "app/preview/headerreading.h"

#include "app/preview/bytesource.h"

#include <QObject>
#include <QtConcurrentRun>

namespace {

constexpr qint64 kFirstSafetensorsRange = 100'000; // bytes; what huggingface_hub asks for first
constexpr qint64 kFirstGgufRange = qint64(256) << 10;
constexpr qint64 kLargestHeaderRange = qint64(16) << 20;

} // namespace

struct HeaderReading::Private
{
    std::unique_ptr<ByteSource> source;
    Format format;
    Done done;
    QByteArray prefix;
    qint64 allowance = HeaderReading::allowance(format);
    qint64 wanted = 0;
    QObject context;

    qint64 end(qint64 bytes) const
    {
        return source->size() < 0 ? bytes : qMin(bytes, source->size());
    }
};

HeaderReading::HeaderReading(std::unique_ptr<ByteSource> source, Format format)
    : d(std::make_unique<Private>(std::move(source), format))
{ }

HeaderReading::~HeaderReading() = default;

qint64 HeaderReading::bytesRead() const
{
    return d->source->bytesRead();
}

int HeaderReading::reads() const
{
    return d->source->reads();
}

void HeaderReading::start(Done done)
{
    d->done = std::move(done);
    readTo(d->format == Format::Safetensors ? kFirstSafetensorsRange : kFirstGgufRange);
}

void HeaderReading::goOn(Done done)
{
    d->done = std::move(done);
    d->allowance = qMax(d->allowance * 8, d->wanted);
    readTo(d->wanted);
}

void HeaderReading::readTo(qint64 end)
{
    const qint64 from = d->prefix.size();
    end = qMin(d->end(end), from + kLargestHeaderRange);
    d->source->read(from, end - from, [this](Result<QByteArray> bytes) {
        if (!bytes) {
            const Done done = std::exchange(d->done, {});
            done(std::unexpected(bytes.error()));
            return;
        }
        if (bytes->isEmpty() && d->source->size() < 0) {
            onStep(std::unexpected(
                HubError::badReply(QObject::tr("The file ends inside its header."))));
            return;
        }
        d->prefix += *bytes;
        if (d->prefix.size() < d->wanted)
            readTo(d->wanted);
        else
            parse();
    });
}

void HeaderReading::parse()
{
    const auto read = d->format == Format::Safetensors ? readSafetensorsHeader : readGgufHeader;
    QtConcurrent::run([read, prefix = d->prefix, size = d->source->size()] {
        return read(prefix, size);
    }).then(&d->context, [this](const HeaderStep &step) { onStep(step); });
}

void HeaderReading::onStep(HeaderStep step)
{
    if (step && std::holds_alternative<WantsPrefix>(*step)) {
        auto &more = std::get<WantsPrefix>(*step);
        // A GGUF header tells its length only as it is read: what was read is doubled, at least.
        d->wanted = d->format == Format::Gguf ? qMax(more.bytes, d->end(d->prefix.size() * 2))
                                              : more.bytes;
        if (d->wanted <= d->allowance) {
            readTo(d->wanted);
            return;
        }
        const Done done = std::exchange(d->done, {});
        done(Outcome{.set = std::move(more.soFar), .wanted = d->wanted});
        return;
    }
    const Done done = std::exchange(d->done, {});
    if (!step)
        done(std::unexpected(step.error()));
    else
        done(Outcome{.set = std::move(std::get<TensorSet>(*step))});
}
