# Games that NegMAS 0.16 plays, for tests/answers/play.rs:
#
#   pip install negmas==0.16.0; python benches/negmas-games.py > tests/fixtures/negmas-games.json
#
# Two parties over random packages, none of which is as good to a party as another one: MiCRO against itself, and tactics of time
# against each other. What MiCRO does against others depends on a random choice.
import json, random
from negmas import SAOMechanism, make_issue, make_os
from negmas.preferences import MappingUtilityFunction
from negmas.sao import MiCRONegotiator, BoulwareTBNegotiator, LinearTBNegotiator, ConcederTBNegotiator
T={"micro":MiCRONegotiator,"boulware":BoulwareTBNegotiator,"linear":LinearTBNegotiator,"conceder":ConcederTBNegotiator}
PAIRS=[("micro","micro")]+[(a,b) for a in list(T)[1:] for b in list(T)[1:]]
def play(points,reserves,a,b,rounds):
    n=len(points); os=make_os([make_issue([f"o{i}" for i in range(n)],"x")])
    m=SAOMechanism(outcome_space=os,n_steps=rounds)
    for k,t in ((0,a),(1,b)):
        u=MappingUtilityFunction({(f"o{i}",):float(p[k]) for i,p in enumerate(points)},outcome_space=os,reserved_value=float(reserves[k]))
        m.add(T[t](name=f"p{k}"),ufun=u)
    s=m.run()
    return (None if s.agreement is None else int(s.agreement[0][1:])), s.step
R=random.Random(22); out=[]
for case in range(60):
    n=R.choice([2,3,5,8,13,21,30]); rounds=R.choice([1,2,5,20,50])
    scale=R.choice([1,100,1000]); most=R.choice([40,1000])
    cols=[R.sample(range(most),n) for _ in range(2)]
    if case%2: cols[1]=[v for _,v in sorted(zip(sorted(range(n),key=lambda i:-cols[0][i]),sorted(cols[1])))]
    res=[R.choice([0,0,R.randrange(most//2)]) for _ in range(2)]
    dec=lambda v: v/scale
    points=[[dec(cols[0][i]),dec(cols[1][i])] for i in range(n)]; reserves=[dec(r) for r in res]
    games=[]
    for a,b in PAIRS:
        got,step=play(points,reserves,a,b,rounds); games.append([a,b,got,step])
    out.append({"points":points,"reserves":reserves,"rounds":rounds,"games":games})
print("[\n"+",\n".join(json.dumps(c) for c in out)+"\n]")
