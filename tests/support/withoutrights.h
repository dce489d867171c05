#pragma once

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

// Root may do everything to every file. While this is there, this thread may no more than any user
// to files of its own.
class WithoutRights final
{
public:
    WithoutRights()
    {
        m_isChanged = syscall(SYS_capget, &m_header, m_rights) == 0;
        __user_cap_data_struct fewer[] = {m_rights[0], m_rights[1]};
        fewer[0].effective &= ~(1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH);
        m_isChanged = m_isChanged && syscall(SYS_capset, &m_header, fewer) == 0;
    }
    ~WithoutRights()
    {
        if (m_isChanged)
            syscall(SYS_capset, &m_header, m_rights);
    }
    Q_DISABLE_COPY_MOVE(WithoutRights)

private:
    __user_cap_header_struct m_header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    __user_cap_data_struct m_rights[_LINUX_CAPABILITY_U32S_3] = {};
    bool m_isChanged = false;
};
