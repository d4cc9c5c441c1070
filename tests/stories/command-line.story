title Somebody asks the program who it is

run --version
out winloss
