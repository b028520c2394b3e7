"""Events, jobs, schedules, notifications and mail: what happens after a verb has said what shall."""
