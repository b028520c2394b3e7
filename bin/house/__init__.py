"""What stands around the suite: its environment, its front-end files, its servers, its test lanes.

Standard library only, since it runs before anything is installed.
"""
